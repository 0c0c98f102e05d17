// A place as people have it at hand: degrees, or a link from a map.

export interface Place {
  latitude?: string
  longitude?: string
  name?: string
  address?: string
}

const PAIR = String.raw`(-?\d{1,3}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)`
const FORMS = [new RegExp(`^\\s*${PAIR}\\s*$`), new RegExp(`[@=/:]${PAIR}`)]

/** Undefined for text that is not both coordinates. */
export function coordinatesIn(pasted: string): { latitude: string; longitude: string } | undefined {
  const text = decoded(pasted)
  for (const form of FORMS) {
    const [, latitude, longitude] = form.exec(text) ?? []
    if (latitude && longitude && Math.abs(Number(latitude)) <= 90 && Math.abs(Number(longitude)) <= 180) return { latitude, longitude }
  }
  return undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
