// The worker thread of one execution environment. The function's code runs unchanged, but the
// worker makes `Date` and the function's pauses use the sandbox's virtual time, and redirects
// requests to AWS's host names to the front door (the sandbox's HTTP server for all AWS services).
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { installClock } from '../clock.ts'
import { routeAws } from './route-aws.ts'

interface Invocation {
  id: string
  event: unknown
  /** The virtual time at which the function times out, in milliseconds since 1970. */
  deadline: number
}

const { bundle, offset, frontDoorUrl, functionName, arn } = workerData as Record<string, string> & {
  offset: SharedArrayBuffer
}

delete process.env.NODE_COMPILE_CACHE
installClock(offset)
routeAws(frontDoorUrl!)

// Timers whose callback only resolves a promise run in virtual time. Among them are the pauses
// between the SDK's attempts. Timers with any other callback, such as the SDK's time-outs, run in
// real time.
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
 * Returns whether the callback is the function that resolves a promise: only such a function is
 * native and has no name.
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

// As in Lambda, an unhandled rejection ends the process, and the invocation fails.
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
    // Lambda returns the response as JSON, so values that JSON cannot express are lost.
    const result = await (await handler)(event, context)
    await printed()
    parentPort!.postMessage({ id, result: JSON.stringify(result) })
  } catch (error) {
    await printed()
    parentPort!.postMessage({ id, error: described(error) })
  }
}

/**
 * Resolves when all of the function's output has been written. Output and responses are sent on
 * separate channels, and the output of an invocation must arrive before its response.
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
