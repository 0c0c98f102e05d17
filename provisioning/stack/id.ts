/** `replies.fifo` → `RepliesFifo`: a name of ours as CloudFormation's logical ids are written. */
export const idOf = (name: string) =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')
