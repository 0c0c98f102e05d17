import Icon from '@cloudscape-design/components/icon'

const PIN = (
  <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path d="M5 1.5h6M6 1.5v5L4 9.5h8L10 6.5v-5M8 9.5v5" />
  </svg>
)

/** Marks a template that supervisors have pinned. */
export const Pin = ({ label }: { label: string }) => (
  <Icon svg={PIN} size="small" ariaLabel={label} />
)
