const { createClientAsync } = require('soap'), { soap: strong } = require('strong-soap')
const told = (error, reply) => JSON.stringify(error ? { error: String(error.message ?? error) } : reply ?? null)
strong.createClient('people.wsdl', {}, async (_, byStrong) => {
  const bySoap = await createClientAsync('people.wsdl')
  for (const title of process.argv.slice(2)) {
    for (const [name, client] of [['soap', bySoap], ['strong-soap', byStrong]]) {
      console.log(`${name}\t${title}\t${await new Promise(resolve => client.find({ title }, (...said) => resolve(told(...said))))}`)
    }
  }
})
