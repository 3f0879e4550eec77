"""The scenes of `make demo`, one story each, played over HTTP."""

from deploy.scenes import complaint, dispute, forward, main_job, relapse, sealed

SCENES = {
    "main": main_job,
    "dispute": dispute,
    "forward": forward,
    "complaint": complaint,
    "relapse": relapse,
    "sealed": sealed,
}
