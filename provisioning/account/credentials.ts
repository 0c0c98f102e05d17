// The credentials of the AWS clients, from the SDK's default chain. If a profile requires
// multi-factor authentication, the person enters the code once for all clients.
import { type DefaultProviderInit, defaultProvider } from '@aws-sdk/credential-provider-node'

/** Asks a person for the code of the MFA device with this serial number or ARN. */
export type AskMfaCode = (device: string) => Promise<string>

export const credentialsOf = (
  askMfaCode: AskMfaCode | undefined,
  init: DefaultProviderInit = {},
): ReturnType<typeof defaultProvider> =>
  defaultProvider({ ...init, ...(askMfaCode && { mfaCodeProvider: askMfaCode }) })
