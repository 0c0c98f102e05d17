import { expect, it } from 'vitest'
import { NoAnswer, RequestRefused } from '../../../agent-widget/api.ts'
import { type Stage, uploadFile } from '../../../agent-widget/files/upload-file.ts'

const file = new File(['%PDF-1.7 the rest'], 'booking.pdf', { type: 'application/pdf' })

/**
 * Returns a bucket. Returns a bucket whose uploads have these outcomes, in order. An error means
 * that the upload fails, and `undefined` that it succeeds.
 */
function aBucket(...outcomes: (Error | undefined)[]) {
  const targets: string[] = []
  return {
    targets,
    async uploadTarget() {
      const uploadId = `upload-${targets.length + 1}`
      targets.push(uploadId)
      return { uploadId, url: `https://bucket.example.com/${uploadId}`, headers: {} }
    },
    async upload(_: unknown, { size }: Blob, onProgress: (sent: number) => void) {
      onProgress(size / 2)
      const outcome = outcomes.shift()
      if (outcome) throw outcome
      onProgress(size)
    },
  }
}

const uploading = (
  bucket: ReturnType<typeof aBucket>,
  stages: Stage[] = [],
  signal = new AbortController().signal,
) =>
  uploadFile(bucket, 'contact-1', file, 'application/pdf', {
    onStage: (stage) => stages.push(stage),
    signal,
    wait: async () => {},
  })

it('restarts an upload with a new target after the connection was lost, and reports the restart', async () => {
  const bucket = aBucket(new NoAnswer('lost'))
  const stages: Stage[] = []

  const upload = await uploading(bucket, stages)

  expect(upload).toEqual({
    uploadId: 'upload-2',
    name: 'booking.pdf',
    mimeType: 'application/pdf',
    size: file.size,
  })
  expect(stages).toEqual([
    { is: 'checking', percent: 100 },
    { is: 'uploading', percent: 0 },
    { is: 'uploading', percent: 50 },
    { is: 'offline' },
    { is: 'uploading', percent: 0 },
    { is: 'uploading', percent: 50 },
    { is: 'uploading', percent: 100 },
  ])
})

it('requests a new target if the old target expired while the computer slept', async () => {
  const bucket = aBucket(new RequestRefused(403, []))

  expect((await uploading(bucket)).uploadId).toBe('upload-2')
})

it.each([
  ['by the bucket', new RequestRefused(400, [])],
  [
    'by our API because another agent has the chat',
    new RequestRefused(403, [{ code: 'contact_handed_on', path: '', message: 'Handed on.' }]),
  ],
])('does not repeat an upload that was refused %s', async (_, refusal) => {
  const bucket = aBucket(refusal)

  await expect(uploading(bucket)).rejects.toThrow(RequestRefused)
  expect(bucket.targets).toEqual(['upload-1'])
})

it('gives up after several minutes without a connection', async () => {
  const bucket = aBucket(...Array.from({ length: 40 }, () => new NoAnswer('lost')))

  await expect(uploading(bucket)).rejects.toThrow(NoAnswer)
  expect(bucket.targets.length).toBeGreaterThan(5)
})

it('ends a canceled upload, whatever the state of the connection', async () => {
  const canceling = new AbortController()
  const bucket = aBucket(new NoAnswer('lost'))
  const upload = bucket.upload.bind(bucket)
  bucket.upload = async (...args) => {
    canceling.abort()
    return upload(...args)
  }

  await expect(uploading(bucket, [], canceling.signal)).rejects.toThrow()
  expect(bucket.targets).toEqual(['upload-1'])
})
