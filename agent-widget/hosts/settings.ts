// The settings of the widget's pages. Provisioning writes the settings to config.json in the same
// folder. The file contains no secret.
import { PageFailure } from './page-failure.ts'

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
  /** The organization's identity provider. `clientId` is the widget's client id there. */
  issuer: string
  clientId: string
  /** The requested scopes, including `openid`. */
  scope?: string
  /** Additional parameters of the sign-in request, for example Auth0's `audience`. */
  extraParameters?: Readonly<Record<string, string>>
  /**
   * The provider's endpoints. If the endpoints are missing, the widget reads the provider's
   * discovery document.
   */
  metadata?: Readonly<Record<string, string>>
  region: string
  /** The origins of other pages that may embed the widget. */
  origins?: readonly string[]
  /**
   * For the page that contains the Contact Control Panel (CCP): `ccpUrl` is the address of the CCP,
   * https://<instance>.my.connect.aws/ccp-v2/. `loginUrl` is the page on which agents sign in with
   * SAML.
   */
  ccpUrl?: string
  loginUrl?: string
  /**
   * The address of the participant service, for ChatJS. Required if the widget cannot use AWS's own
   * address for the Region.
   */
  participantEndpoint?: string
  /** The contact attribute that contains the customer's number. The default is `customerNumber`. */
  numberAttribute?: string
  /**
   * False if the widget must not report the words that agents search for without a result. True by
   * default.
   */
  missed?: boolean
  /**
   * The location that agents can send with one press from every business number that `places` does
   * not contain.
   */
  place?: BusinessLocation
  /**
   * The locations of individual business numbers, by number in E.164 format. They take precedence
   * over `place`.
   */
  places?: Readonly<Record<string, BusinessLocation>>
}

export async function readSettings(base: string): Promise<WidgetSettings> {
  const url = new URL('config.json', base)
  const response = await fetch(url, { cache: 'no-cache' }).catch((cause) => {
    throw new PageFailure(
      url.origin === location.origin ? 'configUnread' : 'configBlocked',
      { url: url.href, origin: location.origin, widget: url.origin },
      { cause },
    )
  })
  if (!response.ok)
    throw new PageFailure('configMissing', { url: url.href, status: response.status })
  return response.json()
}

/** Returns the location that agents can send from this business number. */
export const locationOf = (
  { place, places }: Pick<WidgetSettings, 'place' | 'places'>,
  businessNumber: string,
): BusinessLocation | undefined => places?.[businessNumber] ?? place
