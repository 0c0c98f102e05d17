// The browser's storage, where a frame of another site is allowed to have one.

export function localStorageIfAllowed(): Storage | undefined {
  try {
    return window.localStorage
  } catch {
    return undefined
  }
}

/** Of one tab: it survives a reload, and other tabs do not see it. */
export function sessionStorageIfAllowed(): Storage | undefined {
  try {
    return window.sessionStorage
  } catch {
    return undefined
  }
}

/** Calls back with the key that another tab changed; returns how to stop. */
export function onStorageChange(onChange: (key: string) => void): () => void {
  const listener = ({ key }: StorageEvent) => onChange(key ?? '')
  window.addEventListener('storage', listener)
  return () => window.removeEventListener('storage', listener)
}
