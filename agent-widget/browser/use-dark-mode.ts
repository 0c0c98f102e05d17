import { useEffect } from 'react'

/** Cloudscape's own class, on the body, where its global styles expect it. */
const DARK = 'awsui-dark-mode'

/** Follows the dark mode setting of the agent's system. */
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
