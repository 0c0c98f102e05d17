// Gives access to the browser's storage, which a frame of another site may be refused.

export function localStorageIfAllowed(): Storage | undefined {
  try {
    return window.localStorage
  } catch {
    return undefined
  }
}

/**
 * Returns the storage of one tab. This storage survives a reload, and other tabs cannot read it.
 */
export function sessionStorageIfAllowed(): Storage | undefined {
  try {
    return window.sessionStorage
  } catch {
    return undefined
  }
}

/**
 * Calls `onChange` with the key that another tab changed. Returns a function that ends the
 * notifications.
 */
export function onStorageChange(onChange: (key: string) => void): () => void {
  const listener = ({ key }: StorageEvent) => onChange(key ?? '')
  window.addEventListener('storage', listener)
  return () => window.removeEventListener('storage', listener)
}
