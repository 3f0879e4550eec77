"""The scenes of `make demo`, one story each, played over HTTP."""

from deploy.scenes import complaint, dispute, forward, main_job, relapse, sealed, supervision

SCENES = {
    "main": main_job,
    "dispute": dispute,
    "forward": forward,
    "complaint": complaint,
    "relapse": relapse,
    "sealed": sealed,
    "supervision": supervision,
}
