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
     * The request's attribute names that no parsed expression has used: while dynalite parses an
     * expression, it removes every name that the expression uses.
     */
    unusedAttrNames: Record<string, true>
    unusedAttrVals: Record<string, true>
  }

  export interface Parser {
    parse(text: string, options: { context: Context }): unknown
  }

  const parser: Parser
  export default parser
}

declare module 'dynalite/db/updateParser.js' {
  import type { Parser } from 'dynalite/db/conditionParser.js'

  const parser: Parser
  export default parser
}
