import type { StackSettings } from './settings.ts'

/**
 * Returns the content of config.json, which the widget reads first
 * (agent-widget/hosts/settings.ts): the address of its API, the identity provider, and its
 * settings.
 */
export const widgetConfiguration = (
  { jwt, signIn, region, widget, missed, widgetOrigins = [] }: StackSettings,
  { apiUrl }: { apiUrl: string },
) => ({
  apiUrl,
  issuer: jwt.issuer,
  clientId: jwt.clientId ?? jwt.audience,
  ...(signIn?.scope ? { scope: signIn.scope } : {}),
  ...(signIn?.extraParameters ? { extraParameters: signIn.extraParameters } : {}),
  ...(signIn?.metadata ? { metadata: signIn.metadata } : {}),
  region,
  origins: widgetOrigins,
  ...(missed === false ? { missed } : {}),
  ...widget,
})
