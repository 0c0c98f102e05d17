// The bundler replaces the SDK's credential provider chain with this module
// (provisioning/stack/bundle.ts). Lambda provides the credentials of a function in environment
// variables. The SDK's chain also searches files, containers and instances, and this code would be
// a sixth of a function's bundle.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'
