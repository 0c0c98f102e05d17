// What the widget's pages are told: config.json beside them, written by provisioning. Nothing in it is secret.

/** Degrees, as WhatsApp takes them. */
export interface OwnPlace {
  latitude: number
  longitude: number
  name?: string
  address?: string
}

export interface WidgetSettings {
  /** Where `widget-api` answers, without a slash at the end. */
  apiUrl: string
  /** The organisation's identity provider, and the widget's client there. */
  issuer: string
  clientId: string
  /** Beyond `openid`, where the provider needs more for the API's audience. */
  scope?: string
  region: string
  /** For the custom CCP page: https://<instance>.my.connect.aws/ccp-v2/, and where agents sign in with SAML. */
  ccpUrl?: string
  loginUrl?: string
  /** ChatJS's own option, where the participant service is not at AWS's address for the Region. */
  participantEndpoint?: string
  /** The contact attribute in which the flow keeps the customer's number, where it is not `customerNumber`. */
  numberAttribute?: string
  /** Where the business is: agents send it as a location with one press. */
  place?: OwnPlace
}

export async function readSettings(base: string): Promise<WidgetSettings> {
  const url = new URL('config.json', base)
  const response = await fetch(url, { cache: 'no-cache' })
  if (!response.ok)
    throw new Error(
      `${url.href} answered ${response.status}; provisioning writes it beside the widget's pages`,
    )
  return response.json()
}
