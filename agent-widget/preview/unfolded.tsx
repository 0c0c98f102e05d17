import { type ReactNode, useState } from 'react'

/** The children are rendered only after the section is opened for the first time. */
export function Unfolded({ label, children }: { label: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="aw-sent-more" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="aw-sent-more-label">{label}</summary>
      {isOpen && children}
    </details>
  )
}
