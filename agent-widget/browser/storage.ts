// The browser's storage, where a frame of another site is allowed to have one.

export function localStorageIfAllowed(): Storage | undefined {
  try {
    return window.localStorage
  } catch {
    return undefined
  }
}
