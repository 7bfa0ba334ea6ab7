<?php
$client = new SoapClient('people.wsdl');
foreach (array_slice($argv, 1) as $title) {
    try { $reply = $client->find(['title' => $title]); } catch (SoapFault $fault) { $reply = ['error' => $fault->getMessage()]; }
    echo "PHP\t$title\t", json_encode($reply), "\n";
}
