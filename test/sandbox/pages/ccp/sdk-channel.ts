// The Amazon Connect SDK's channel within the CCP: a port over which the SDK clients of the
// embedding page (and ChatJS, for the contact's Region) send requests.
import { type Ask, answerOver } from '../sdk-subject.ts'

export function openSdkChannel(ask: Ask): void {
  if (window.parent === window) return
  const { port1, port2 } = new MessageChannel()
  answerOver(port1, ask)
  window.parent.postMessage({ type: 'cross-domain-adapter-init' }, '*', [port2])
}
