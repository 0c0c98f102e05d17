import type { ReactNode } from 'react'

/** Explains why there is nothing to show, and what the agent can do. */
export function EmptyState({
  title,
  hint,
  children,
}: {
  title: string
  hint: string
  children?: ReactNode
}) {
  return (
    <div className="aw-empty">
      <strong>{title}</strong>
      <p>{hint}</p>
      {children}
    </div>
  )
}
