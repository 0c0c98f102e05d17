import { useEffect } from 'react'

/** With this class on the body, Cloudscape's global styles switch to dark mode. */
const DARK = 'awsui-dark-mode'

/** Applies the dark mode setting of the agent's system, also when it changes. */
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
