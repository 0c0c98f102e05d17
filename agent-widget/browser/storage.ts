// Returns the browser's storage, or undefined if the browser refuses it, as browsers can do for a
// frame of another site.

export function localStorageIfAllowed(): Storage | undefined {
  try {
    return window.localStorage
  } catch {
    return undefined
  }
}

/** Returns the storage of this tab, which survives a reload. Other tabs cannot read the storage. */
export function sessionStorageIfAllowed(): Storage | undefined {
  try {
    return window.sessionStorage
  } catch {
    return undefined
  }
}

/**
 * Calls `onChange` with the key when another tab changes the storage. Returns a function that ends
 * the calls.
 */
export function onStorageChange(onChange: (key: string) => void): () => void {
  const listener = ({ key }: StorageEvent) => onChange(key ?? '')
  window.addEventListener('storage', listener)
  return () => window.removeEventListener('storage', listener)
}
