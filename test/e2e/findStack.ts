Object.assign(process.env, JSON.parse(process.env.E2E_STACK ?? '{}'))
