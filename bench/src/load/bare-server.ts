import Fastify from 'fastify'

/** What the API's rates are compared with: one route of the same framework that does nothing. */
const app = Fastify()
app.get('/', async () => ({ hello: 'world' }))
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }))
process.once('disconnect', () => void app.close())
