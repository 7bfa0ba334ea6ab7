<?php
$client = new SoapClient('people.wsdl');
foreach (array_slice($argv, 1) as $title) echo "PHP\t$title\t", json_encode($client->find(['title' => $title])), "\n";
