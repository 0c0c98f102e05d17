// Returns localStorage, or undefined if the browser refuses it. Browsers may refuse it to a frame
// that belongs to another site than the page around it.

export function localStorageIfAllowed(): Storage | undefined {
  try {
    return window.localStorage
  } catch {
    return undefined
  }
}

/**
 * Returns sessionStorage, which belongs to this tab and survives a reload, or undefined if the
 * browser refuses it. Other tabs cannot read the storage.
 */
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
