// Node loads this file before a command that runs against the sandbox. Where the command would wait
// for AWS, this file advances the sandbox's clock instead.
const setRealTimeout = globalThis.setTimeout

function setVirtualTimeout(
  run: (...values: unknown[]) => void,
  ms = 0,
  ...values: unknown[]
): NodeJS.Timeout {
  if (!new Error().stack?.includes('provisioning/engine/wait.ts'))
    return setRealTimeout(run, ms, ...values)
  fetch(`${process.env.SANDBOX_CONTROL}/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advance: `${ms}ms` }),
  }).then(() => run(...values))
  return setRealTimeout(() => {}, 0)
}

globalThis.setTimeout = Object.assign(setVirtualTimeout, setRealTimeout)
