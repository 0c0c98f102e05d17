// Detects the widget's requests that the page's content security policy blocks. To the widget
// alone, a blocked request looks like a lost connection.
import { type SnapshotStore, snapshotStore } from '../browser/snapshot-store.ts'

export interface Blocked {
  origin: string
  /** The directive that must allow the origin, for example `connect-src`. */
  directive: string
}

export interface PolicyWatch
  extends Pick<SnapshotStore<Blocked | undefined>, 'getSnapshot' | 'subscribe'> {
  /** Adds the origins of these URLs to the origins that are watched. */
  expect(addresses: readonly string[]): void
  stop(): void
}

/** Watches requests to the widget's own origin. Ignores the requests of the embedding page. */
export function policyWatch(widgetOrigin: string): PolicyWatch {
  const { getSnapshot, subscribe, set } = snapshotStore<Blocked | undefined>(undefined)
  const origins = new Set([widgetOrigin])
  function onViolation({
    blockedURI,
    effectiveDirective,
    disposition,
  }: SecurityPolicyViolationEvent) {
    const origin = originOf(blockedURI)
    if (disposition !== 'enforce' || !origin || !origins.has(origin)) return
    set({ origin, directive: effectiveDirective.replace(/-(elem|attr)$/, '') })
  }
  document.addEventListener('securitypolicyviolation', onViolation)
  return {
    getSnapshot,
    subscribe,
    expect(addresses) {
      for (const address of addresses) {
        const origin = originOf(address)
        if (origin) origins.add(origin)
      }
    },
    stop: () => document.removeEventListener('securitypolicyviolation', onViolation),
  }
}

/** Returns undefined if the value is not a URL, for example `inline`. */
function originOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).origin : undefined
}
