// The settings of the widget's pages. The settings are read from config.json in the same folder,
// which provisioning writes. The file contains no secret.

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
  /** The organization's identity provider, and the widget's client id there. */
  issuer: string
  clientId: string
  /** The scopes to request, including `openid`. */
  scope?: string
  /** Further parameters of the sign-in request, such as Auth0's `audience`. */
  extraParameters?: Readonly<Record<string, string>>
  /** The provider's endpoints, so that its discovery document does not have to be read. */
  metadata?: Readonly<Record<string, string>>
  region: string
  /**
   * For the custom CCP page: the address of the CCP, https://<instance>.my.connect.aws/ccp-v2/, and
   * the page on which agents sign in with SAML.
   */
  ccpUrl?: string
  loginUrl?: string
  /**
   * An option of ChatJS, needed if the participant service is not at AWS's address for the Region.
   */
  participantEndpoint?: string
  /** The contact attribute with the customer's number. The default is `customerNumber`. */
  numberAttribute?: string
  /**
   * False if the widget must not report what agents search without a result. The default is true.
   */
  missed?: boolean
  /** The business's location, which agents can send with one press. */
  place?: BusinessLocation
  /** Locations that differ from `place`, by business number in E.164 format. */
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

/** Returns the location that agents can send in conversations with this business number. */
export const locationOf = (
  { place, places }: Pick<WidgetSettings, 'place' | 'places'>,
  businessNumber: string,
): BusinessLocation | undefined => places?.[businessNumber] ?? place
