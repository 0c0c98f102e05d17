// What a function's memory has to do with the size of a file: a look at one that an agent sends, and one of a customer on its way
// into the chat. `node --expose-gc passing.ts`, started anew by the bench.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** The largest document WhatsApp takes. */
const SIZE = 100 * 1024 * 1024

const server = new Worker(new URL('./canned-files.ts', import.meta.url), {
  workerData: { size: SIZE },
})
const [port] = await once(server, 'message')
Object.assign(process.env, {
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'k',
  AWS_SECRET_ACCESS_KEY: 's',
})
const { files } = await import('../../lambdas/aws/files.ts')
const { chatSession } = await import('../../lambdas/aws/chat.ts')
const ours = files('bucket')
const chat = chatSession(ours)

const { bytes, size } = await ours.start({ bucket: 'bucket', key: 'file' })
if (size !== SIZE) throw new Error(`the file was taken for one of ${size} bytes`)

/** What is in use; of what is only waiting to be collected, as little as can be: a collection frees buffers a little later. */
const held = () => {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
const before = held()
let most = before
const watching = setInterval(() => {
  most = Math.max(most, held())
}, 20)
const file = { key: 'file', name: 'catalogue.pdf', mimeType: 'application/pdf', size: SIZE }
const came = await chat.attach(
  { contactId: 'c1', openedBy: 'w1', startedAt: '', connectionToken: 't' },
  file,
  'once',
)
clearInterval(watching)
if (came !== 'attached') throw new Error(`the file is ${came}`)

console.log(JSON.stringify({ looked: bytes.length, held: (most - before) / SIZE }))
process.exit(0)
