// Bundled in the place of the SDK's chain of credential providers (provisioning/stack/bundle.ts): Lambda gives a function its
// credentials in its environment. Files, containers and instances, where the chain would look too, are a sixth of a function's code.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'
