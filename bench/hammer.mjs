// node hammer.mjs '{"clients": 20, "seconds": 2, "headers": {…}, "requests": [{"method", "path", "body"}]}' BASE
// Each client sends a request of its own again and again, so that writers do not wait for one another's rows.
import autocannon from 'autocannon'

const { clients, seconds, headers, requests } = JSON.parse(process.argv[2])
let given = 0
const {
  requests: done,
  errors,
  non2xx,
} = await autocannon({
  url: process.argv[3],
  connections: clients,
  duration: seconds,
  setupClient: (client) => {
    const own = requests[given++ % requests.length]
    const isJson = own.body !== undefined
    client.setRequests([
      { ...own, headers: { ...headers, ...(isJson ? { 'content-type': 'application/json' } : {}) } },
    ])
  },
})
console.log(JSON.stringify({ perSecond: done.average, failed: errors + non2xx }))
