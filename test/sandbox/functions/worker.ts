// The worker thread of one execution environment. The worker thread has the function's own
// environment variables, and the sandbox's clock for `Date` and sleeps. AWS's host names lead to
// the front door. The code of the function does not depend on any of this.
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { installClock } from '../clock.ts'
import { routeAws } from './route-aws.ts'

interface Invocation {
  id: string
  event: unknown
  /** The virtual time by which the function must be done, in milliseconds since 1970. */
  deadline: number
}

const { bundle, offset, frontDoorUrl, functionName, arn } = workerData as Record<string, string> & {
  offset: SharedArrayBuffer
}

delete process.env.NODE_COMPILE_CACHE
installClock(offset)
routeAws(frontDoorUrl!)

// A wait that only resolves a promise takes virtual time, whether the function's own code or the
// SDK waits (the pauses between its tries). Callbacks that do something else, such as the SDK's
// time-outs, use the machine's time.
const asleep = new Map<number, () => void>()
let lastSleep = 0
const sleep = (ms: number, resolve: () => void) => {
  asleep.set(++lastSleep, resolve)
  parentPort!.postMessage({ sleeps: lastSleep, ms })
}
timers.setTimeout = (ms = 0, value) =>
  new Promise((resolve) => sleep(ms, () => resolve(value as never)))
syncBuiltinESMExports()

const realSetTimeout = globalThis.setTimeout
/**
 * Whether the callback is the function with which a promise is resolved. The function that resolves
 * a promise has no name.
 */
const onlyResolves = (callback: { name: string }) =>
  callback.name === '' && String(callback) === 'function () { [native code] }'
globalThis.setTimeout = ((callback: () => void, ms = 0, ...rest: []) => {
  if (!onlyResolves(callback)) return realSetTimeout(callback, ms, ...rest)
  sleep(ms, callback)
  return realSetTimeout(() => {}, 0)
}) as typeof setTimeout

async function load() {
  const loaded = await import(bundle!)
  if (typeof loaded.handler !== 'function')
    throw new Error(`${bundle} exports no function named handler`)
  return loaded.handler as (event: unknown, context: object) => unknown
}

const handler = load()
handler.then(
  () => parentPort!.postMessage({ ready: true }),
  (error) => parentPort!.postMessage({ failed: described(error) }),
)

// Lambda ends the process on an unhandled rejection, and the invocation fails.
process.on('unhandledRejection', (error) => {
  console.error(error)
  process.exit(1)
})

parentPort!.on('message', (message: Invocation | { wakes: number }) =>
  'wakes' in message ? wake(message.wakes) : invoke(message),
)

function wake(sleep: number) {
  asleep.get(sleep)!()
  asleep.delete(sleep)
}

async function invoke({ id, event, deadline }: Invocation) {
  const context = {
    awsRequestId: id,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  }
  try {
    // Lambda returns the response as JSON, so anything that JSON cannot express is lost.
    const result = await (await handler)(event, context)
    await printed()
    parentPort!.postMessage({ id, result: JSON.stringify(result) })
  } catch (error) {
    await printed()
    parentPort!.postMessage({ id, error: described(error) })
  }
}

/**
 * Output and responses arrive separately. Output must not arrive after the response of its
 * invocation.
 */
async function printed() {
  const { stdout } = process
  if (stdout.writableLength > 0)
    await new Promise<void>((arrived) => stdout.write('', () => arrived()))
}

function described(error: unknown) {
  const {
    name = 'Error',
    message = String(error),
    stack = '',
  } = error instanceof Error ? error : {}
  return { errorType: name, errorMessage: message, stackTrace: stack }
}
