// Finds the coordinates and the name of a location in a pasted text, which may be a map link.

export interface LocationValues {
  latitude?: string
  longitude?: string
  name?: string
  address?: string
}

const LATITUDE = String.raw`(-?\d{1,2}(?:\.\d+)?)`
const LONGITUDE = String.raw`(-?\d{1,3}(?:\.\d+)?)`

/**
 * The notations of coordinates, in the order in which they are tried. A map link can contain two
 * locations: that of a pin and the center of the visible map. The pin is what the agent means, so
 * the notations of pins come first.
 */
const FORMS = [
  // 38.7223, -9.1393
  `^\\s*${LATITUDE}\\s*[,; ]\\s*${LONGITUDE}\\s*$`,
  // Google Maps, a place: `…/data=…!3d38.7223!4d-9.1393`
  `!3d${LATITUDE}!4d${LONGITUDE}`,
  // OpenStreetMap, a marker: `?mlat=38.7223&mlon=-9.1393`
  `[?&]m?lat=${LATITUDE}&m?lon=${LONGITUDE}`,
  // Google, Apple, Waze, HERE: `?q=loc:38.7223,-9.1393`, `ll=`, `query=`, `destination=`,
  // `coordinate=`, `latlng=`, `map=`
  `[?&](?:q|ll|sll|query|daddr|destination|coordinate|center|latlng|map|pin)=(?:loc:)?${LATITUDE}[,; +]\\s*${LONGITUDE}`,
  // Bing: `?sp=point.38.7223_-9.1393_Name`, `cp=38.7223~-9.1393`
  `[?&]sp=point\\.${LATITUDE}_${LONGITUDE}`,
  `[?&]cp=${LATITUDE}~${LONGITUDE}`,
  // geo:38.7223,-9.1393
  `^\\s*geo:${LATITUDE},${LONGITUDE}`,
  // Google: `/@38.7223,-9.1393,17z`, `/search/38.7223,-9.1393`, `/dir//38.7223,-9.1393`
  `[@/]${LATITUDE},\\+?${LONGITUDE}`,
  // OpenStreetMap: #map=17/38.7223/-9.1393
  `#map=\\d+(?:\\.\\d+)?/${LATITUDE}/${LONGITUDE}`,
].map((form) => new RegExp(form))

// 38°43'20.3"N 9°08'21.5"W
const DEGREES =
  /(\d{1,2})°\s*(\d{1,2})['′]\s*([\d.]+)["″]\s*([NS])[\s,]+(\d{1,3})°\s*(\d{1,2})['′]\s*([\d.]+)["″]\s*([EW])/

// Matches the link of a route. The coordinates in such a link are ignored, because they belong to
// the start of the route or to the center of the visible map.
const ROUTE = /\/maps\/dir\/[^?/]/

/**
 * Returns the coordinates in the text, or undefined if the text does not contain both coordinates
 * of one location.
 */
export function coordinatesIn(pasted: string): { latitude: string; longitude: string } | undefined {
  const text = decoded(pasted)
  if (ROUTE.test(text)) return undefined
  for (const form of FORMS) {
    const [, latitude, longitude] = form.exec(text) ?? []
    if (
      latitude &&
      longitude &&
      Math.abs(Number(latitude)) <= 90 &&
      Math.abs(Number(longitude)) <= 180
    )
      return { latitude, longitude }
  }
  return degreesIn(text)
}

function degreesIn(text: string): { latitude: string; longitude: string } | undefined {
  const [, d1, m1, s1, ns, d2, m2, s2, ew] = DEGREES.exec(text) ?? []
  if (!ew) return undefined
  const degrees = (d: string, m: string, s: string) =>
    (Number(d) + Number(m) / 60 + Number(s) / 3600).toFixed(6)
  return {
    latitude: `${ns === 'S' ? '-' : ''}${degrees(d1!, m1!, s1!)}`,
    longitude: `${ew === 'W' ? '-' : ''}${degrees(d2!, m2!, s2!)}`,
  }
}

/** Returns the name of the location if the link contains one. */
export function placeNameIn(pasted: string): string | undefined {
  const text = decoded(pasted)
  const [, name] =
    /\/place\/([^/@?]+)/.exec(text) ??
    /[?&]name=([^&]+)/.exec(text) ??
    /sp=point\.[^_]+_[^_]+_([^&_]+)/.exec(text) ??
    []
  return name && !coordinatesIn(name) ? name.replaceAll('+', ' ').trim() : undefined
}

/**
 * Returns whether the text contains a short link. A short link contains no coordinates; only the
 * service that created the link knows the location.
 */
export const isShortLink = (pasted: string): boolean =>
  /\b(maps\.app\.goo\.gl|goo\.gl\/maps|g\.co\/maps|osm\.org\/go|maps\.apple\/p|waze\.com\/ul\/h|bing\.com\/maps\/s)/i.test(
    pasted,
  )

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
