import type { ReactNode } from 'react'

/** Where there is nothing: why, and what would bring something. */
export function Nothing({
  title,
  hint,
  children,
}: {
  title: string
  hint: string
  children?: ReactNode
}) {
  return (
    <div className="aw-nothing">
      <strong>{title}</strong>
      <p>{hint}</p>
      {children}
    </div>
  )
}
