import { useEffect } from 'react'

/** Cloudscape's own switch, on the body as its global styles want it. */
const DARK = 'awsui-dark-mode'

/** As the agent's system is set, also when that changes. */
export function useDarkMode(): void {
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    const apply = () => document.body.classList.toggle(DARK, dark.matches)
    apply()
    dark.addEventListener('change', apply)
    return () => {
      dark.removeEventListener('change', apply)
      document.body.classList.remove(DARK)
    }
  }, [])
}
