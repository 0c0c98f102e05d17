// The settings of the widget's pages: config.json beside them, which provisioning writes. It
// contains no secret.

/** Coordinates in degrees, as WhatsApp expects them. */
export interface BusinessLocation {
  latitude: number
  longitude: number
  name?: string
  address?: string
}

export interface WidgetSettings {
  /** The address of `widget-api`, without a slash at the end. */
  apiUrl: string
  /** The organisation's identity provider, and the widget's client id there. */
  issuer: string
  clientId: string
  /** The scopes to ask for, `openid` among them. */
  scope?: string
  /** Further parameters of the sign-in request, such as Auth0's `audience`. */
  extraParameters?: Readonly<Record<string, string>>
  /** The provider's endpoints, so that its discovery document does not have to be read. */
  metadata?: Readonly<Record<string, string>>
  region: string
  /**
   * For the custom CCP page: https://<instance>.my.connect.aws/ccp-v2/, and where agents sign in
   * with SAML.
   */
  ccpUrl?: string
  loginUrl?: string
  /** ChatJS's own option, where the participant service is not at AWS's address for the Region. */
  participantEndpoint?: string
  /** The contact attribute with the customer's number, where it is not `customerNumber`. */
  numberAttribute?: string
  /** The business's location, which agents can send with one press. */
  place?: BusinessLocation
  /** By business number in E.164: locations that differ from `place`. */
  places?: Readonly<Record<string, BusinessLocation>>
}

export async function readSettings(base: string): Promise<WidgetSettings> {
  const url = new URL('config.json', base)
  const response = await fetch(url, { cache: 'no-cache' }).catch((cause) => {
    throw new Error(
      url.origin === location.origin
        ? `${url.href} could not be read. Check the network, then reload the page.`
        : `${url.href} could not be read from ${location.origin}. Add ${location.origin} to "widgetOrigins" in the configuration of connect-whatsapp and run "connect-whatsapp apply", and allow ${url.origin} in connect-src of this page's content security policy.`,
      { cause },
    )
  })
  if (!response.ok)
    throw new Error(
      `${url.href} answered ${response.status}. "connect-whatsapp apply" writes it beside the widget's pages.`,
    )
  return response.json()
}

/** The location that agents send as that of this business number. */
export const locationOf = (
  { place, places }: Pick<WidgetSettings, 'place' | 'places'>,
  businessNumber: string,
): BusinessLocation | undefined => places?.[businessNumber] ?? place
