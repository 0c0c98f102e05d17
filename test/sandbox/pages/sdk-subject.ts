// Implements the host's side of an Amazon Connect SDK connection, for the simulated CCP and agent
// workspace: it acknowledges messages, answers requests and publishes to subscribers. No public
// package contains the host's side. The messages have the form that @amazon-connect/core sends and
// expects.

/**
 * Returns the answer to a request of the namespace aws.connect.contact. Throws if the request
 * cannot be answered.
 */
export type Ask = (command: string, data: any) => unknown

export interface Subject {
  /**
   * Publishes data to the topic's subscribers that subscribed with this parameter or without a
   * parameter.
   */
  publish(key: string, parameter: string, data: object): void
  send(message: object): void
}

interface Topic {
  namespace: string
  key: string
  parameter?: string
}

/** `onMessage` receives messages that this module does not handle. */
export function answerOver(
  port: MessagePort,
  ask: Ask,
  onMessage: (message: any) => void = () => {},
): Subject {
  const topics: Topic[] = []
  const send = (message: object) => port.postMessage(message)
  let health = 0

  async function answer({
    namespace,
    requestId,
    command,
    data,
  }: {
    namespace: string
    requestId: string
    command: string
    data: unknown
  }) {
    try {
      send({
        type: 'response',
        namespace,
        requestId,
        isError: false,
        data: await ask(command, data),
      })
    } catch (error) {
      const details = { command, requestData: data }
      send({
        type: 'response',
        namespace,
        requestId,
        isError: true,
        errorKey: 'requestFailed',
        reason: (error as Error).message,
        details,
      })
    }
  }

  const same = (a: Topic, b: Topic) =>
    a.namespace === b.namespace && a.key === b.key && a.parameter === b.parameter
  port.onmessage = ({ data: message }) => {
    if (message.type === 'request') void answer(message)
    else if (message.type === 'subscribe') topics.push(message.topic)
    else if (message.type === 'unsubscribe')
      topics.splice(topics.findIndex((topic) => same(topic, message.topic)) >>> 0, 1)
    else if (message.type === 'healthCheck')
      send({ type: 'healthCheckResponse', time: Date.now(), counter: ++health })
    else onMessage(message)
  }
  send({
    type: 'acknowledge',
    connectionId: crypto.randomUUID(),
    status: { initialized: true, startTime: new Date() },
    healthCheckInterval: 10_000,
  })

  return {
    send,
    publish(key, parameter, data) {
      const seen: Topic[] = []
      for (const topic of topics) {
        if (topic.key !== key || (topic.parameter !== undefined && topic.parameter !== parameter))
          continue
        if (!seen.some((one) => same(one, topic))) send({ type: 'publish', topic, data })
        seen.push(topic)
      }
    },
  }
}
