// Two of npm's LDAP clients, asked the same: they give the entries, as far as they came, and the error that ended the search.
const ldapjs = require('ldapjs'), { Client } = require('ldapts')

// entries: of ldapjs as it makes them, with `objectName` and `attributes`.
exports.ldapjs = (url, base, asked, login, tlsOptions) => new Promise(done => {
  const client = ldapjs.createClient({ url, tlsOptions }), entries = []
  const end = error => { client.unbind(); done({ entries, error }) }
  client.on('error', () => {})
  const search = () => client.search(base, { scope: 'sub', ...asked }, (refused, found) => {
    if (refused) return end(refused)
    found.on('searchEntry', entry => entries.push(entry))
    found.on('error', end)
    found.on('end', () => end())
  })
  if (login) client.bind(...login, refused => refused ? end(refused) : search())
  else search()
})

// entries: of ldapts as it makes them, with `dn` and the attributes by name.
exports.ldapts = async (url, base, asked, login, tlsOptions) => {
  const client = new Client({ url, tlsOptions })
  try {
    if (login) await client.bind(...login)
    return { entries: (await client.search(base, { scope: 'sub', ...asked })).searchEntries }
  } catch (error) {
    return { entries: [], error }
  } finally {
    await client.unbind()
  }
}
