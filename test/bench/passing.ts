// Measures how much memory a function needs for a large file, when an agent sends the file and when
// a customer's file is put into the chat. The bench runs this file in a new process, with `node
// --expose-gc passing.ts`.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** The largest document that WhatsApp accepts. */
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
const { chatFiles } = await import('../../lambdas/aws/chat-files.ts')
const { participantClient, s3Client } = await import('../../lambdas/aws/clients.ts')
const ours = files(s3Client(), 'bucket')
const chat = chatFiles(participantClient(), ours)

const { bytes, size } = await ours.start({ bucket: 'bucket', key: 'file' })
if (size !== SIZE) throw new Error(`the file was taken for one of ${size} bytes`)

/** Returns the memory in use after a garbage collection, which frees unused buffers. */
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
const file = {
  key: 'file',
  name: 'catalogue.pdf',
  asciiName: 'catalogue.pdf',
  mimeType: 'application/pdf',
  size: SIZE,
}
const came = await chat.attach(
  { contactId: 'c1', openedBy: 'w1', startedAt: '', connectionToken: 't' },
  file,
  'once',
)
clearInterval(watching)
if (came !== 'attached') throw new Error(`the file is ${came}`)

console.log(JSON.stringify({ looked: bytes.length, grown: most - before }))
process.exit(0)
