import { ConfigError } from './error.ts'

/**
 * Parses the content of a file. If the content is not JSON, throws ConfigError with the name of the
 * file.
 */
export function parsedJson(content: string, file: string): unknown {
  try {
    // Some editors on Windows write a byte order mark at the beginning.
    return JSON.parse(content.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new ConfigError(
      `${file} is not valid JSON: ${(cause as Error).message}. Correct the file and run this again.`,
      { cause },
    )
  }
}
