declare module 'dynalite' {
  import type { Server } from 'node:http'

  export default function dynalite(options?: {
    createTableMs?: number
    deleteTableMs?: number
    updateTableMs?: number
  }): Server
}

declare module 'dynalite/db/conditionParser.js' {
  export interface Context {
    attrNames?: Record<string, string>
    attrVals?: Record<string, object>
    /**
     * While dynalite parses an expression, it removes the names and values that the expression
     * uses.
     */
    unusedAttrNames: Record<string, true>
    unusedAttrVals: Record<string, true>
  }

  const parser: { parse(text: string, options: { context: Context }): unknown }
  export default parser
}
