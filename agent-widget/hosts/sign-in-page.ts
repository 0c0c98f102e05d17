import { finishSignIn } from '../sign-in/finish-sign-in.ts'

await finishSignIn()
