/**
 * The number of requests per second that the widget's API accepts, which is enough for a thousand
 * agents. AWS's limit for an account is 10,000.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const REQUESTS_PER_SECOND = 200
/** The number of requests that the API accepts at the same moment. */
export const BURST = 400
