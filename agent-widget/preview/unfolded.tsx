import { type ReactNode, useState } from 'react'

/** Renders its children when the section is first opened. */
export function Unfolded({ label, children }: { label: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="aw-sent-more" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="aw-sent-more-label">{label}</summary>
      {isOpen && children}
    </details>
  )
}
