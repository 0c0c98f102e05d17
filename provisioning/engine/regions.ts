// The Regions with Amazon Connect. In all these Regions, Connect supports WhatsApp, and AWS End
// User Messaging Social is available. A WABA must be linked in the Region of its Connect instance,
// so WABAs of other Regions can be neither native nor bridged.
// https://docs.aws.amazon.com/connect/latest/adminguide/regions.html
// https://docs.aws.amazon.com/social-messaging/latest/userguide/what-is-service.html

/** The month in which somebody last compared the list with these pages. */
const COMPARED = 'October 2026'

const REGIONS = [
  'us-east-1',
  'us-west-2',
  'af-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-2',
]

/**
 * Returns a warning about a Region that is not in the list. AWS may have added the Region after the
 * last comparison.
 */
export const unlistedRegion = (region: string): { problem: string; remedy: string } | undefined =>
  REGIONS.includes(region)
    ? undefined
    : {
        problem: `According to AWS’s pages, Amazon Connect was not offered here in ${COMPARED}`,
        remedy: `If your Connect instance is in another Region, link the WABA there. The Regions with Amazon Connect are ${REGIONS.join(', ')}.`,
      }
