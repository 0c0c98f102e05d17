import { ConfigError } from './error.ts'

/**
 * Parses the content of a file. Throws ConfigError with the file's name if the content is not JSON.
 */
export function parsedJson(content: string, file: string): unknown {
  try {
    // Some editors on Windows write a byte order mark at the start of a file.
    return JSON.parse(content.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new ConfigError(
      `${file} is not valid JSON: ${(cause as Error).message}. Correct the file and run this again.`,
      { cause },
    )
  }
}
