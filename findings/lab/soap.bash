# shellcheck shell=bash
# soap.bash : a SOAP service about people, with its WSDL, and five libraries that read its replies by it: PyPI's zeep and suds, npm's
# soap and strong-soap, and SoapClient of PHP. soap.py is the service, and shows what they read.

# soap_libraries: installs them.
soap_libraries() {
    debs {php8.2-cli,php8.2-common,php8.2-soap}=8.2. libsodium23=1.0.18- libargon2-1=0~20171227-
    needs php8.2
    python_packages zeep==4.3.3 suds==1.2.0
    node_packages soap@1.13.0 strong-soap@5.0.10
}

# soap_service PORT ELEMENT: serves the cases of cases.json; ELEMENT is what a person has beside user ID and groups.
soap_service() {
    soap_wsdl "$1" "$2" >people.wsdl
    serve service python3 "$lab/soap.py" serve "$1"
    listening "$1"
}

# soap_readings [--first]: who reads each case as what.
soap_readings() {
    local titles=()
    mapfile -t titles < <(python3 "$lab/soap.py" titles)
    {
        venv/bin/python "$lab/soap_ask.py" "${titles[@]}"
        node "$lab/soap_ask.cjs" "${titles[@]}"
        unpacked php8.2 -n -d "extension_dir=$(echo "$work"/usr/lib/php/2*)" -d extension=soap -d soap.wsdl_cache_enabled=0 \
            "$lab/soap_ask.php" "${titles[@]}"
    } 2>ask.log | python3 "$lab/soap.py" show "$@"
}

# soap_wsdl PORT ELEMENT
soap_wsdl() {
    cat <<W
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:x="http://www.w3.org/2001/XMLSchema"
    xmlns:lab="urn:lab.example:people" targetNamespace="urn:lab.example:people" name="people">
  <types><x:schema targetNamespace="urn:lab.example:people">
    <x:element name="find"><x:complexType><x:sequence><x:element name="title" type="x:string"/></x:sequence></x:complexType></x:element>
    <x:element name="findResponse"><x:complexType><x:sequence><x:element name="people" type="lab:People"/></x:sequence></x:complexType></x:element>
    <x:complexType name="People"><x:sequence>
      <x:element name="person" minOccurs="0" maxOccurs="unbounded" type="lab:Person"/>
    </x:sequence></x:complexType>
    <x:complexType name="Person"><x:sequence>
      <x:element name="userid" type="x:string"/>
$2
      <x:element name="groups" type="lab:Groups" minOccurs="0"/>
    </x:sequence></x:complexType>
    <x:complexType name="Named"><x:simpleContent><x:extension base="x:string">
      <x:attribute name="uuid" type="x:string"/>
    </x:extension></x:simpleContent></x:complexType>
    <x:complexType name="Groups"><x:sequence>
      <x:element name="group" type="x:string" minOccurs="0" maxOccurs="unbounded"/>
    </x:sequence></x:complexType>
  </x:schema></types>
  <message name="find"><part name="asked" element="lab:find"/></message>
  <message name="found"><part name="given" element="lab:findResponse"/></message>
  <portType name="port"><operation name="find"><input message="lab:find"/><output message="lab:found"/></operation></portType>
  <binding name="binding" type="lab:port">
    <s:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="find"><input><s:body use="literal"/></input><output><s:body use="literal"/></output></operation>
  </binding>
  <service name="service"><port name="port" binding="lab:binding"><s:address location="http://127.0.0.1:$1/"/></port></service>
</definitions>
W
}
