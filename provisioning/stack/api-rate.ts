/**
 * The requests per second that the widget's API accepts for a while: enough for a thousand agents. The
 * limit of an account is 10,000.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const REQUESTS_PER_SECOND = 200
/** The number of requests that the API accepts at the same moment. */
export const BURST = 400
