// The credentials of the AWS clients, from the SDK's default chain. If a profile requires
// multi-factor authentication, the person who runs the command enters the code only once, for all
// clients.
import { type DefaultProviderInit, defaultProvider } from '@aws-sdk/credential-provider-node'

/** Asks a person for the code of the MFA device with this serial number or ARN. */
export type AskMfaCode = (device: string) => Promise<string>

export function credentialsOf(
  askMfaCode: AskMfaCode | undefined,
  init: DefaultProviderInit = {},
): ReturnType<typeof defaultProvider> {
  if (!askMfaCode) return defaultProvider(init)
  let isAsked = false
  const mfaCodeProvider = (device: string) => {
    isAsked = true
    return sixDigits(device, askMfaCode)
  }
  const chain = defaultProvider({ ...init, mfaCodeProvider })
  let refusal: { error: unknown } | undefined
  return async (options) => {
    if (refusal) throw refusal.error
    try {
      return await chain(options)
    } catch (error) {
      // Every client of a command requests credentials. If the error were not stored, the next
      // client would ask the person for another code without saying why.
      if (isAsked) refusal = { error }
      throw error
    }
  }
}

/**
 * Repeats the question until the answer consists of six digits, as the codes of MFA devices do:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (TokenCode)
 */
async function sixDigits(device: string, ask: AskMfaCode): Promise<string> {
  const code = (await ask(device)).trim()
  return /^\d{6}$/.test(code) ? code : sixDigits(device, ask)
}
