/** Turns a name into a logical id of CloudFormation: `replies.fifo` → `RepliesFifo`. */
export const idOf = (name: string) =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')
