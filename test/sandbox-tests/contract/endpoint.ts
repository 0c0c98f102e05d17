// Chooses where the contract tests send their calls. By default, they use the sandbox. With
// REMOTE=1, they use AWS or the server in AWS_ENDPOINT_URL, with the credentials that the SDK finds
// in the environment. In that case, the tests only read, unless REMOTE_WRITE=1 is also set.
import { randomUUID } from 'node:crypto'
import { afterAll, it } from 'vitest'
import { startAccount } from '../../provisioning/account.ts'

const isRemote = process.env.REMOTE === '1'
const mayWrite = !isRemote || process.env.REMOTE_WRITE === '1'

/** Returns the settings of the SDK clients. */
export async function endpoint(): Promise<object> {
  if (isRemote) return {}
  const account = await startAccount()
  afterAll(() => account.close())
  return {
    region: 'us-east-1',
    endpoint: account.url,
    credentials: { accessKeyId: 'ADMIN', secretAccessKey: 'admin' },
    maxAttempts: 1,
  }
}

/**
 * Defines a test that creates, changes or deletes something. With `undo`, the test registers how to
 * remove what it has created.
 */
export function writes(
  title: string,
  test: (undo: (work: () => Promise<unknown>) => void) => Promise<void>,
) {
  if (!mayWrite) return
  it(title, async () => {
    const undone: (() => Promise<unknown>)[] = []
    try {
      await test((work) => undone.unshift(work))
    } finally {
      for (const work of undone) await work()
    }
  })
}

/**
 * How long to wait for a message of a queue, in seconds. The sandbox delivers at once, and its time
 * stands still.
 */
export const waitSeconds = isRemote ? 10 : 0

/** Returns a name that no other run uses. */
export const newName = (what: string) => `contract-${what}-${randomUUID().slice(0, 8)}`
