/**
 * The requests per second that the widget's API accepts for a while: enough for a thousand agents. The
 * limit of an account is 10,000.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const REQUESTS_PER_SECOND = 200
/** The requests that it accepts at once. */
export const BURST = 400
