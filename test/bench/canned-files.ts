// A fake S3 and a fake Connect that send and receive one large file. The fakes do not hold the
// whole file in memory, so the bench measures only the memory that the function uses for the file.
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { parentPort, workerData } from 'node:worker_threads'

const { size } = workerData as { size: number }
const PIECE = Buffer.alloc(64 * 1024)

const server = createServer((request, response) => {
  const asked = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '')
  request.resume()
  if (request.method === 'GET') {
    const length = asked ? Number(asked[2]) + 1 - Number(asked[1]) : size
    response.writeHead(asked ? 206 : 200, {
      'content-length': length,
      ...(asked && { 'content-range': `bytes ${asked[1]}-${asked[2]}/${size}` }),
    })
    Readable.from(pieces(length)).pipe(response)
    return
  }
  request.on('end', () => {
    const { port } = server.address() as { port: number }
    const upload = { Url: `http://127.0.0.1:${port}/upload`, HeadersToInclude: {} }
    const body = JSON.stringify({ AttachmentId: 'a1', UploadMetadata: upload })
    response
      .writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      })
      .end(body)
  })
})

function* pieces(length: number) {
  for (let left = length; left > 0; left -= PIECE.length)
    yield PIECE.subarray(0, Math.min(left, PIECE.length))
}

server.listen(0, '127.0.0.1', () =>
  parentPort!.postMessage((server.address() as { port: number }).port),
)
