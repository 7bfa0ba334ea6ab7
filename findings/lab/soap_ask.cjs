const { createClientAsync } = require('soap'), { soap: strong } = require('strong-soap')
strong.createClient('people.wsdl', {}, async (_, byStrong) => {
  const bySoap = await createClientAsync('people.wsdl')
  for (const title of process.argv.slice(2)) {
    console.log(`soap\t${title}\t${JSON.stringify((await bySoap.findAsync({ title }))[0])}`)
    const reply = await new Promise(resolve => byStrong.find({ title }, (_, reply) => resolve(reply)))
    console.log(`strong-soap\t${title}\t${JSON.stringify(reply)}`)
  }
})
